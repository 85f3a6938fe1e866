console.log('uno-ts demo')
